import { serveTimestamp } from '#server/serve-timestamp.ts';

/** The platform's timestamp authority (RFC 3161). All methods but POST are refused with a problem. */
export {
  serveTimestamp as DELETE,
  serveTimestamp as GET,
  serveTimestamp as PATCH,
  serveTimestamp as POST,
  serveTimestamp as PUT,
};
