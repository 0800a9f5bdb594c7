import { Landing } from '#features/home/landing.tsx';
import { currentPerson } from '#server/person.ts';

export default async function LandingPage() {
  const person = await currentPerson();
  return <Landing loggedIn={person !== null} />;
}
