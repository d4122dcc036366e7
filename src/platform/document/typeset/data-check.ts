import type { FontSet } from './fonts.ts'
import { checkText, type MissingGlyph, type Substitution } from './glyph-check.ts'
import type { TemplateData } from './template.ts'

/** A missing character and where in the data it stands. */
export interface DataGlyph extends MissingGlyph {
  /** JSON pointer into the data, `/persons/0/name`. */
  readonly field: string
}

/** Data ready to be drawn, or what stops it. */
export interface CheckedData {
  readonly data: TemplateData
  readonly substitutions: readonly Substitution[]
  readonly missing: readonly DataGlyph[]
  readonly sequenceFaces: Readonly<Record<string, string>>
}

interface Findings { readonly substitutions: Substitution[], readonly missing: DataGlyph[], sequenceFaces: Record<string, string> }

/** Checks every text of the data for glyphs and puts twins where they are needed. */
export function checkData(data: TemplateData, fonts: FontSet): CheckedData {
  const findings: Findings = { substitutions: [], missing: [], sequenceFaces: {} }
  return { data: checkValue(data, '', { fonts, findings }), ...findings }
}

interface Check { readonly fonts: FontSet, readonly findings: Findings }

function checkValue(value: TemplateData, field: string, check: Check): TemplateData {
  if (typeof value === 'string') return checkString(value, field, check)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((element, index) => checkValue(element, `${field}/${index}`, check))
  const checked: Record<string, TemplateData> = {}
  for (const [name, element] of Object.entries(value)) checked[name] = checkValue(element ?? null, `${field}/${name}`, check)
  return checked
}

function checkString(value: string, field: string, { fonts, findings }: Check): string {
  const checked = checkText(value, fonts)
  findings.substitutions.push(...checked.substitutions)
  findings.missing.push(...checked.missing.map((glyph) => ({ ...glyph, field })))
  Object.assign(findings.sequenceFaces, checked.sequenceFaces)
  return checked.text
}

function isList(value: object): value is readonly TemplateData[] {
  return Array.isArray(value)
}
