import { addExact, applyRate, dropBelow, minYen, notBelowZero, subtract, sum, yen, zeroYen, type ExactYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { DeclaredIncome, DividendsWithCredit, ForeignTax } from '../model.ts'
import { basesForDividends, type TaxBases } from './bases.ts'
import { methodInForce } from './kinds.ts'
import { creditShare, type Shares } from './levy.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/**
 * Credit for dividends that joined the aggregate income — 配当控除.
 * The part by which the bases pass the threshold earns less: foreign trusts lie there first, then other trusts, then dividends of profits.
 * @law local-tax-act sp-5(1)
 * @law local-tax-act sp-5(3)
 */
export function dividendCredit(dividends: DividendsWithCredit, bases: TaxBases, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares | null {
  if (sum(dividends.profits, dividends.trusts, dividends.foreignTrusts) === 0) return null
  const parts = dividendParts(dividends, notBelowZero(subtract(basesForDividends(bases), law.dividendCredit.threshold)))
  const share = (side: 'city' | 'prefecture'): Yen => creditShare(dividendShare(parts, side, law), law)
  const words = (side: 'city' | 'prefecture') => () => ({ calculation: dividendWords(parts, side, law) })
  const city = sheet.line('dividend-credit-city', share('city'), null, words('city'))
  const prefecture = sheet.line('dividend-credit-prefecture', share('prefecture'), null, words('prefecture'))
  return { city, prefecture }
}

interface DividendPart { readonly kind: keyof DividendsWithCredit; readonly within: Yen; readonly above: Yen }

const fromTheTop = ['foreignTrusts', 'trusts', 'profits'] as const

function dividendParts(dividends: DividendsWithCredit, above: Yen): readonly DividendPart[] {
  let left = above
  return fromTheTop.map((kind) => {
    const over = minYen(left, dividends[kind])
    left = subtract(left, over)
    return { kind, within: subtract(dividends[kind], over), above: over }
  })
}

function dividendShare(parts: readonly DividendPart[], side: 'city' | 'prefecture', law: IndividualTaxLaw): ExactYen {
  let total: ExactYen = { num: 0, den: 1 }
  for (const { kind, within, above } of parts) {
    total = addExact(total, applyRate(within, law.dividendRates.within[kind][side]))
    total = addExact(total, applyRate(above, law.dividendRates.above[kind][side]))
  }
  return total
}

function dividendWords(parts: readonly DividendPart[], side: 'city' | 'prefecture', law: IndividualTaxLaw): string {
  const terms = parts.flatMap(({ kind, within, above }) => [[within, law.dividendRates.within[kind][side]] as const, [above, law.dividendRates.above[kind][side]] as const])
  return terms.filter(([part]) => part > 0).map(([part, rate]) => `${amount(part)}×${percentText(rate)}`).join('＋')
}

/**
 * Credit for income tax paid abroad: what the national limits leave, first by the prefecture's limit, then by the city's — 外国税額控除.
 * @law local-tax-act 37-3
 * @law local-tax-act 314-8
 * @law local-tax-act-enforcement-order 7-19
 * @law local-tax-act-enforcement-order 48-9-2
 */
export function foreignTaxCredit(foreign: ForeignTax, levy: Shares, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares | null {
  const left = notBelowZero(yen(foreign.paid - foreign.incomeTaxLimit - foreign.reconstructionTaxLimit))
  if (left === 0) return null
  const limit = (side: 'city' | 'prefecture'): Yen => dropBelow(1, applyRate(foreign.incomeTaxLimit, law.foreignTaxShares[side]))
  // The city begins above the prefecture's limit, also where the prefecture's levy is smaller.
  const withinLimit = minYen(left, limit('prefecture'))
  const beyond = subtract(left, withinLimit)
  const prefecture = minYen(withinLimit, levy.prefecture)
  const city = minYen(beyond, limit('city'), levy.city)
  const words = (side: 'city' | 'prefecture', rest: Yen) => () => ({ calculation: `国税で引ききれない ${amount(rest)}　所得税の限度 ${amount(foreign.incomeTaxLimit)}×${percentText(law.foreignTaxShares[side])}まで` })
  sheet.line('foreign-tax-credit-city', city, null, words('city', beyond))
  sheet.line('foreign-tax-credit-prefecture', prefecture, null, words('prefecture', left))
  return { city, prefecture }
}

/** The credit of tax withheld from listed dividends and share gains, and what the levy could not take. */
export interface WithheldCredit extends Shares { readonly excess: Shares }

/**
 * Credit of the prefectural tax withheld from listed income that was declared; what the levy cannot take is refunded or set off — 配当割額・株式等譲渡所得割額の控除.
 * LEGAL DOUBT: the shares in a designated city, LD-037.
 * @law local-tax-act 37-4
 * @law local-tax-act 314-9
 */
export function withheldLevyCredit(declared: DeclaredIncome, levy: Shares, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): WithheldCredit | null {
  const withheld = withheldLevy(declared, law)
  if (withheld === 0) return null
  const prefecturePart = creditShare(applyRate(withheld, law.withheldShares.prefecture), law)
  const parts: Shares = { city: subtract(withheld, prefecturePart), prefecture: prefecturePart }
  const city = minYen(levy.city, parts.city)
  const prefecture = minYen(levy.prefecture, parts.prefecture)
  const excess: Shares = { city: subtract(parts.city, city), prefecture: subtract(parts.prefecture, prefecture) }
  const words = (side: 'city' | 'prefecture') => () => ({ calculation: `${amount(withheld)}×${percentText(law.withheldShares[side])}　所得割まで`, ...(law.designatedCity ? { doubt: 'LD-037' } : {}) })
  sheet.line('withheld-levy-city', city, null, words('city'))
  sheet.line('withheld-levy-prefecture', prefecture, null, words('prefecture'))
  if (sum(excess.city, excess.prefecture) > 0) sheet.line('withheld-levy-excess', sum(excess.city, excess.prefecture), null, () => ({ calculation: `市町村 ${amount(excess.city)}＋都道府県 ${amount(excess.prefecture)}　還付または充当` }))
  return { city, prefecture, excess }
}

/** Only what was withheld from income that counts here. */
function withheldLevy(declared: DeclaredIncome, law: IndividualTaxLaw): Yen {
  const dividends = methodInForce(declared.listedDividendsChoice, law) === 'not-declared' ? zeroYen : declared.withheldDividendLevy
  const shares = methodInForce(declared.listedSharesChoice, law) === 'not-declared' ? zeroYen : declared.withheldSharesLevy
  return sum(dividends, shares)
}
