/** A place in a law: `{ law: 'local-tax-act', article: '314-2(1)(11)' }` is 地方税法314条の2第1項11号. */
export interface Citation { readonly law: string; readonly article: string }

/** A law that rules cite: `const localTaxAct = law('local-tax-act', '地方税法')`. */
export interface Law {
  readonly key: string
  /** Japanese title as clerks write it. */
  readonly title: string
  art(article: string): Citation
}

const titles = new Map<string, string>()

/** Declares a law once, with its Japanese title. */
export function law(key: string, title: string): Law {
  titles.set(key, title)
  const cited = new Map<string, Citation>()
  function art(article: string): Citation {
    let citation = cited.get(article)
    if (!citation) {
      citation = Object.freeze({ law: key, article })
      cited.set(article, citation)
    }
    return citation
  }
  return { key, title, art }
}

/** The citation in Japanese: `地方税法314条の2第1項11号`. */
export function citationText(citation: Citation): string {
  return `${titles.get(citation.law) ?? citation.law}${articleText(citation.article)}`
}

/** `20-4-2(3)` → `20条の4の2第3項`; `34(1)(10-2)` → `34条第1項10号の2`; `sp-3-3` (supplementary provision) → `附則3条の3`. */
export function articleText(article: string): string {
  const supplementary = article.startsWith('sp-')
  const match = /^(\d+)((?:-\d+)*)((?:\(\d+(?:-\d+)*\)){0,2})$/.exec(supplementary ? article.slice(3) : article)
  if (!match) return article
  const [paragraph, item] = [...match[3]!.matchAll(/\(([\d-]+)\)/g)].map((m) => m[1]!)
  const parts = [paragraph ? `第${withBranches(paragraph, '項')}` : '', item ? withBranches(item, '号') : '']
  return `${supplementary ? '附則' : ''}${withBranches(`${match[1]}${match[2]}`, '条')}${parts.join('')}`
}

function withBranches(number: string, unit: string): string {
  const [first, ...branches] = number.split('-')
  return `${first}${unit}${branches.map((branch) => `の${branch}`).join('')}`
}
