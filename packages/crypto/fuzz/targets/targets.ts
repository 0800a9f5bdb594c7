import { certificate, cms, crl, der } from './der-targets.ts';
import { ocsp, timestamp } from './exchange-targets.ts';
import { inspect, verify } from './pdf-targets.ts';
import { content, objects, seal, streams } from './picture-targets.ts';
import type { TargetMaker } from './target.ts';
import { archive, revision, sign } from './writer-targets.ts';

/** What can be tried, and how much of the whole time each gets. */
export const targets: Record<string, { weight: number; make: TargetMaker }> = {
  verify: { weight: 6, make: verify },
  inspect: { weight: 3, make: inspect },
  sign: { weight: 5, make: sign },
  revision: { weight: 3, make: revision },
  archive: { weight: 4, make: archive },
  cms: { weight: 3, make: cms },
  certificate: { weight: 2, make: certificate },
  crl: { weight: 2, make: crl },
  ocsp: { weight: 2, make: ocsp },
  timestamp: { weight: 2, make: timestamp },
  der: { weight: 1, make: der },
  content: { weight: 2, make: content },
  streams: { weight: 1, make: streams },
  objects: { weight: 1, make: objects },
  seal: { weight: 1, make: seal },
};
