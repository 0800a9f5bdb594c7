/** Text that no sound name, address or title is: it breaks databases, forges headers or reads otherwise than it is stored. */
export const hostileLines: readonly [what: string, text: string][] = [
  ['a null character', '李\0明'],
  ['a line break', 'Li\r\nBcc: x@example.com'],
  ['a control character', 'Li\u001b[2JMing'],
  ['half a surrogate pair', 'Li \ud800'],
  ['a mark that turns the direction of what follows', 'Li\u202egnim.exe'],
  ['an isolate that is never closed', 'Li\u2067Ming'],
  ['a hundred thousand characters', '明'.repeat(100_000)],
];

/** Text of all scripts that has to come through as it is: the marks for right-to-left writing belong to honest names. */
export const honestTexts: readonly string[] = [
  '阿卜杜拉·买买提（乌鲁木齐）𠮷野家',
  'Ünïcödé – “quotes” & <tags> % {{y}} \\n',
  'שלום\u200f, \u061cمرحبا\u200e 123',
  '👩🏽‍💻 e\u0301',
];
