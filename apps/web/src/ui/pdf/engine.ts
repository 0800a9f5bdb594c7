import type { PDFDocumentProxy } from 'pdfjs-dist';

export type { PDFDocumentProxy as PdfDocument } from 'pdfjs-dist';

/** The build for browsers a few years old: phones' built-in ones are. */
const load = () => import('pdfjs-dist/legacy/build/pdf.mjs');

type Engine = Awaited<ReturnType<typeof load>>;

let loading: Promise<Engine> | undefined;

/** The PDF engine, loaded with the first document. Its worker comes from our own origin. */
export function pdfEngine(): Promise<Engine> {
  loading ??= load().then(
    (engine) => {
      engine.GlobalWorkerOptions.workerSrc = `${assetsOf(engine)}legacy/build/pdf.worker.min.mjs`;
      return engine;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Opens a PDF. The caller keeps its bytes: the engine gets a copy. */
export async function openPdf(
  bytes: Uint8Array,
): Promise<{ document: PDFDocumentProxy; close: () => Promise<void> }> {
  const engine = await pdfEngine();
  const assets = assetsOf(engine);
  const task = engine.getDocument({
    data: bytes.slice(),
    cMapUrl: `${assets}cmaps/`,
    standardFontDataUrl: `${assets}standard_fonts/`,
    wasmUrl: `${assets}wasm/`,
    iccUrl: `${assets}iccs/`,
    // Forms of strangers may carry scripts: nothing of the kind is ever run.
    enableXfa: false,
    stopAtErrors: false,
  });
  return { document: await task.promise, close: () => task.destroy() };
}

const assetsOf = (engine: Engine) => `${window.location.origin}/pdfjs/${engine.version}/`;
