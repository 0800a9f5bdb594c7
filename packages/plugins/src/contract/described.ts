/** What a configuration's field is for, in both languages: `z.string().meta(described('…', '…'))`. */
export function described(chinese: string, english: string): { description: string; descriptionZh: string } {
  return { description: english, descriptionZh: chinese };
}
