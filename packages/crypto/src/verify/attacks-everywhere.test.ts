// Every published attack on every kind of signed file: tables and streams, ours and others', certified, archived.
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareDocument } from '../pdf/prepare-document.ts';
import { chineseFont } from '../pdf/testing/fonts.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { signerFixtures, signPdf } from '../pdf/testing/signer-fixture.ts';
import { archiveFixture, SIGNED, stamp, store } from './testing/archive.ts';
import { openTarget } from './testing/attack-target.ts';
import { type Attack, confusions, forgeries, savings, wrappings } from './testing/attacks-on-bytes.ts';
import {
  annotated,
  annotation,
  annotations,
  REMARKS,
  reachingAnnotations,
  sneakySignatures,
} from './testing/attacks-on-pages.ts';
import * as doc from './testing/contract.ts';
import { certifyAny, signAny } from './testing/signed-anyhow.ts';
import { signAsBuyer, signAsSeller } from './testing/signed-contract.ts';
import { cmsOf, NOW, type Trade, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

type Input = { pdf: Uint8Array; over: Rect; beside: Rect };
type Rect = readonly [number, number, number, number];

const TABLE = 'a classic table';
const STREAM = 'object streams';
const OTHERS = 'signed by others too';
const OURS = 'prepared, certified and signed by us';
const ARCHIVED = 'archived (B-LTA)';
const KINDS = [TABLE, STREAM, OTHERS, OURS, ARCHIVED];

const inputs = new Map<string, Input>();
const certified = new Map<string, Input>();
let trade: Trade;

/** Where the fixtures' words stand, and where nothing does. */
const place = { over: [50, 390, 300, 430], beside: [400, 300, 500, 340] } as const;
const contractPlace = { ...place, over: [50, 730, 300, 760] } as const;

beforeAll(async () => {
  trade = await tradeFixture();
  const { buyer, seller } = trade;
  inputs.set(TABLE, { pdf: signAny(buyer, pdfFixture()), ...place });
  inputs.set(STREAM, { pdf: signAny(buyer, pdfFixture({ form: 'stream' })), ...place });
  const signed = signAsSeller(trade, doc.fillAmount(signAsBuyer(trade, doc.contract())));
  inputs.set(OTHERS, { pdf: signed, ...contractPlace });
  inputs.set(OURS, { pdf: await madeByUs(), ...place });
  const archive = await archiveFixture();
  inputs.set(ARCHIVED, {
    pdf: stamp(archive.tsa, await store(archive, archive.signed, SIGNED), SIGNED),
    ...place,
  });
  for (const p of [1, 2, 3] as const) {
    certified.set(`${TABLE}, P ${p}`, { pdf: certifyAny(seller, pdfFixture(), p), ...place });
    certified.set(`${STREAM}, P ${p}`, {
      pdf: certifyAny(seller, pdfFixture({ form: 'stream' }), p),
      ...place,
    });
  }
});

async function madeByUs(): Promise<Uint8Array> {
  const [platform, signer] = (await signerFixtures(['Platform', '甲方'])).signers;
  if (!platform || !signer) throw new Error('no signers');
  const rect = { page: 0, x: 60, y: 100, width: 80, height: 40 };
  const controls = [{ name: 'seal', kind: 'seal' as const, signer: 'A', rect }];
  const prepared = await prepareDocument({
    pdf: pdfFixture({ form: 'stream' }),
    controls,
    fontFile: chineseFont,
  });
  return signPdf(signer, {
    pdf: await signPdf(platform, { pdf: prepared, field: 'certification' }),
    field: 'seal',
  });
}

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [], crls: [], now: NOW });

function inputOf(from: Map<string, Input>, kind: string): Input {
  const input = from.get(kind);
  if (!input) throw new Error(kind);
  return input;
}

/** The verdicts of the attacks that found a hold, with their names. */
async function verdicts(input: Input, attacks: readonly Attack[]): Promise<[string, string][]> {
  const target = openTarget(input.pdf);
  const made = attacks.flatMap(([name, make]) => {
    const pdf = make(target);
    return pdf ? [[name, pdf] as const] : [];
  });
  return Promise.all(
    made.map(async ([name, pdf]) => [name, (await verify(pdf)).verdict] as [string, string]),
  );
}

const expectAll = (found: [string, string][], allowed: string[]) =>
  expect(found.filter(([, verdict]) => !allowed.includes(verdict))).toEqual([]);

describe.each(KINDS)('%s', (kind) => {
  test('is valid as it is', async () => {
    expect((await verify(inputOf(inputs, kind).pdf)).verdict).toBe('valid');
  });

  test('universal signature forgery: invalid', async () => {
    const found = await verdicts(inputOf(inputs, kind), forgeries);
    expect(found.length).toBeGreaterThan(forgeries.length - 2);
    expectAll(found, ['invalid']);
  });

  test('signature wrapping: invalid', async () => {
    const found = await verdicts(inputOf(inputs, kind), wrappings);
    expect(found).toHaveLength(wrappings.length);
    expectAll(found, ['invalid']);
  });

  test('incremental saving: noticed', async () => {
    const found = await verdicts(inputOf(inputs, kind), savings);
    expectAll(found, ['invalid', 'modified']);
    expect(Object.fromEntries(found)['a whole update']).toBe('modified');
  });

  test('structures that mean two things: noticed', async () => {
    const found = await verdicts(inputOf(inputs, kind), confusions);
    expectAll(found, ['invalid', 'modified']);
    // Proper updates, so that nothing but what they change speaks against them.
    for (const name of [
      'an object stream over an object',
      'a hybrid section over an object',
      'a script that rewrites the page on opening',
    ])
      expect([name, Object.fromEntries(found)[name]]).toEqual([name, 'modified']);
  });

  test('annotations over the text: noticed', async () => {
    const input = inputOf(inputs, kind);
    expectAll(await verdicts(input, annotations(input.over)), ['modified']);
  });
});

const CERTIFIED = [TABLE, STREAM].flatMap((kind) => [1, 2, 3].map((p) => [`${kind}, P ${p}`, p] as const));

describe.each(CERTIFIED)('certified: %s', (kind, p) => {
  test('evil annotation of every subtype, over the text: modified', async () => {
    const input = inputOf(certified, kind);
    const found = await verdicts(input, annotations(input.over));
    // A pop-up apart, each of them paints or plays something.
    expectAll(found, ['modified']);
  });

  test('evil annotation that reaches over the text from beside it: modified', async () => {
    const input = inputOf(certified, kind);
    expectAll(await verdicts(input, reachingAnnotations(input.beside, input.over)), ['modified']);
  });

  test(`beside the text, ${p === 3 ? 'only the remarks of reviewers are' : 'none is'} permitted`, async () => {
    const input = inputOf(certified, kind);
    const target = openTarget(input.pdf);
    for (const [name, make] of annotations(input.beside)) {
      const pdf = make(target);
      const isRemark = REMARKS.some((subtype) => name.startsWith(`${subtype},`));
      const { verdict } = await verify(pdf ?? new Uint8Array());
      expect([name, verdict]).toEqual([name, p === 3 && isRemark ? 'valid' : 'modified']);
    }
  });

  test('sneaky signatures: never valid, beside the text or over it', async () => {
    const input = inputOf(certified, kind);
    for (const rect of [input.over, input.beside]) {
      const attacks = sneakySignatures(rect, (digest) => cmsOf(trade.buyer, digest));
      expectAll(await verdicts(input, attacks), ['modified', 'invalid']);
    }
  });
});

describe('without a certification', () => {
  test.each([TABLE, STREAM, OTHERS])(
    'a signature over the text of %s is told apart from one beside it',
    async (kind) => {
      const input = inputOf(inputs, kind);
      const signedAt = async (rect: Rect) => {
        const [attack] = sneakySignatures(rect, (digest) => cmsOf(trade.buyer, digest));
        return verify(attack?.[1](openTarget(input.pdf)) ?? new Uint8Array());
      };
      expect(await signedAt(input.over)).toMatchObject({
        verdict: 'valid',
        warnings: [{ code: 'SIGNATURE_COVERS_CONTENT' }],
      });
      expect(await signedAt(input.beside)).toMatchObject({ verdict: 'valid', warnings: [] });
    },
  );

  test.each([TABLE, STREAM, OTHERS])(
    'fields that nobody signed, or not really, are noticed on %s',
    async (kind) => {
      const input = inputOf(inputs, kind);
      const [, ...others] = sneakySignatures(input.over, (digest) => cmsOf(trade.buyer, digest));
      expectAll(await verdicts(input, others), ['modified', 'invalid']);
    },
  );
});

test('a permitted remark can be read out of the report', async () => {
  const input = inputOf(certified, `${STREAM}, P 3`);
  const pdf = annotated(openTarget(input.pdf), annotation('Text', input.beside, 'drawn by the reader'));
  expect((await verify(pdf)).signatures[0]?.changesAfter).toMatchObject([{ kind: 'annotation' }]);
});
