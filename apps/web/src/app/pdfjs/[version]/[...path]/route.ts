import { env } from '#server/env.ts';
import { pdfjsFile } from '#server/pdfjs-file.ts';

type RouteContext = { params: Promise<{ version: string; path: string[] }> };

/** The PDF viewer's worker, tables and fonts, from our own origin. The version only makes the address change. */
export async function GET(_: Request, context: RouteContext): Promise<Response> {
  const { path } = await context.params;
  return pdfjsFile(env().CHOPMARK_ROOT, path.join('/'));
}
