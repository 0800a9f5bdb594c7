/** What each code means, in a sentence. */
export const warningMessages = {
  LEADING_BYTES: 'There are bytes before the PDF begins; other programs may see another kind of file.',
  HYBRID_FILE:
    'The file describes its objects twice (hybrid cross-references); old readers may show something else.',
  HIDDEN_LAYER: 'The document has layers that are switched off, and so content that is not shown.',
  SCRIPT: 'The document contains JavaScript.',
  AUTOMATIC_ACTION: 'The document starts actions by itself, on opening or on other events.',
  EXTERNAL_ACTION: 'The document can start programs, open other files or send data.',
  EXTERNAL_CONTENT: 'The document shows content that is kept outside of the file.',
  DYNAMIC_FORM: 'The document has an XFA form, which other programs draw from data instead of its pages.',
  REGENERATED_APPEARANCES:
    'The document asks readers to redraw its form fields, which may show other values.',
  HIDDEN_ANNOTATION: 'The document has hidden annotations or fields with a prepared appearance.',
  PREPARED_APPEARANCE: 'An unsigned signature field already shows something.',
  SEVERAL_WIDGETS: 'A form field stands in several places; filling it in changes all of them.',
  DUPLICATE_FIELD_NAME: 'Two form fields have the same name.',
  LARGE_FIELD: 'An empty form field spans more than half of its page; filling it in can cover the page.',
  SIGNATURE_COVERS_CONTENT: 'A signature that was added later stands over text or pictures of the page.',
  HIDDEN_TEXT:
    'The document has text that is not seen: without ink, in white on white, or too small to read.',
  ANNOTATION_OVER_TEXT: 'An annotation stands over text of a page, which shows another way without it.',
  COVERED_TEXT: 'A picture stands over text of a page, which is not seen beneath it.',
  CONTENT_OUTSIDE_PAGE: 'A page has text outside of the part that is shown.',
  FIELD_SHOWS_OTHER_VALUE: 'A form field shows another text than the value it holds.',
  ATTACHMENT: 'The document carries other files inside.',
  HIDDEN_DOCUMENT: 'The file holds pages or a catalogue that are no part of the document as it stands.',
  CERTIFICATION_NOT_FIRST:
    'A certification was added after another signature; it says nothing about what was there before.',
  SEVERAL_CERTIFICATIONS:
    'The document is certified more than once; only the first one counts for the whole.',
  CONTENT_UNREADABLE: 'Some of the content could not be looked through.',
} as const;

export type WarningCode = keyof typeof warningMessages;
