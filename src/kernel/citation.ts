/** A place in a law: `{ law: 'local-tax-act', article: '314-2(1)(11)' }` is 地方税法314条の2第1項11号. */
export interface Citation { readonly law: string; readonly article: string }

/** A law that rules cite: `const localTaxAct = law('local-tax-act', '地方税法')`. */
export interface Law {
  readonly key: string
  /** Japanese title as clerks write it. */
  readonly title: string
  /** How a column of a worksheet names it; empty for the law that needs no name there. */
  readonly short: string
  art(article: string): Citation
}

const titles = new Map<string, string>()
const shorts = new Map<string, string>()

/** Declares a law once, with its Japanese title and, where clerks have one, its short name. */
export function law(key: string, title: string, short: string = title): Law {
  titles.set(key, title)
  shorts.set(key, short)
  const cited = new Map<string, Citation>()
  function art(article: string): Citation {
    let citation = cited.get(article)
    if (!citation) {
      citation = Object.freeze({ law: key, article })
      cited.set(article, citation)
    }
    return citation
  }
  return { key, title, short, art }
}

/** The citation in Japanese: `地方税法314条の2第1項11号`. */
export function citationText(citation: Citation): string {
  return `${titles.get(citation.law) ?? citation.law}${articleText(citation.article)}`
}

/** The citation as narrow columns have it: `314条の2①十一`, `所税法35条④`. */
export function citationShort(citation: Citation): string {
  const parts = partsOf(citation.article)
  const name = shorts.get(citation.law) ?? citation.law
  if (!parts) return `${name}${citation.article}`
  const paragraph = parts.paragraph ? circled(parts.paragraph) : ''
  const item = parts.item ? kanjiItem(parts.item) : ''
  return `${name}${parts.supplementary ? '附則' : ''}${withBranches(parts.article, '条')}${paragraph}${item}`
}

/** `3` → `③`; a branch or a number without a circled form stays in words: `第3項の2`. */
function circled(paragraph: string): string {
  return /^([1-9]|1\d|20)$/.test(paragraph) ? String.fromCodePoint(0x245F + Number(paragraph)) : `第${withBranches(paragraph, '項')}`
}

const kanjiDigits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** `11` → `十一`, `10-2` → `十の二`. */
function kanjiItem(item: string): string {
  return item.split('-').map((part) => {
    const [tens, ones] = [Math.floor(Number(part) / 10), Number(part) % 10]
    return `${tens > 1 ? kanjiDigits[tens] : ''}${tens > 0 ? '十' : ''}${kanjiDigits[ones]}`
  }).join('の')
}

/** `20-4-2(3)` → `20条の4の2第3項`; `34(1)(10-2)` → `34条第1項10号の2`; `sp-3-3` (supplementary provision) → `附則3条の3`. */
export function articleText(article: string): string {
  const parts = partsOf(article)
  if (!parts) return article
  const rest = [parts.paragraph ? `第${withBranches(parts.paragraph, '項')}` : '', parts.item ? withBranches(parts.item, '号') : '']
  return `${parts.supplementary ? '附則' : ''}${withBranches(parts.article, '条')}${rest.join('')}`
}

function partsOf(article: string): { readonly supplementary: boolean; readonly article: string; readonly paragraph: string | undefined; readonly item: string | undefined } | undefined {
  const supplementary = article.startsWith('sp-')
  const match = /^(\d+)((?:-\d+)*)((?:\(\d+(?:-\d+)*\)){0,2})$/.exec(supplementary ? article.slice(3) : article)
  if (!match) return undefined
  const [paragraph, item] = [...match[3]!.matchAll(/\(([\d-]+)\)/g)].map((m) => m[1]!)
  return { supplementary, article: `${match[1]}${match[2]}`, paragraph, item }
}

function withBranches(number: string, unit: string): string {
  const [first, ...branches] = number.split('-')
  return `${first}${unit}${branches.map((branch) => `の${branch}`).join('')}`
}
