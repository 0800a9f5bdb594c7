export type PdfFile = { name: string; bytes: Uint8Array; type?: 'pdf' | 'zip' };

/**
 * A PDF, or an archive of several, as the answer. The name goes out twice: plain for old clients, and in UTF-8 (RFC 6266, RFC 8187).
 * @param disposition `inline` to be looked at in a page, `attachment` to be kept
 */
export function pdfResponse(file: PdfFile, disposition: 'inline' | 'attachment'): Response {
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'Content-Type': `application/${file.type ?? 'pdf'}`,
      'Content-Length': String(file.bytes.length),
      'Content-Disposition': contentDisposition(file.name, disposition, file.type),
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    },
  });
}

export function contentDisposition(
  name: string,
  disposition: 'inline' | 'attachment',
  type: 'pdf' | 'zip' = 'pdf',
): string {
  const withSuffix = name.toLowerCase().endsWith(`.${type}`) ? name : `${name}.${type}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not reach a header
  const safe = withSuffix.replace(/[\u0000-\u001f\u007f/\\]/g, '_');
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replaceAll('"', "'");
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
