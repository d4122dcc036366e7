import { ExampleFault, exampleDay, exampleFlag, exampleText, refuseUnknownFields, tabulated, withoutNulls, wrongKind } from '../kernel/example-input.ts'
import type { ExampleRule } from '../platform/context/manifest.ts'
import { supplementLawOn } from './law.ts'
import { noticeBy, noticeFor, type AddressChange } from './rules/notice.ts'

const fields = ['change', 'japanese', 'registeredDomicile', 'prefecture', 'town', 'movedOn', 'filedOn'] as const
const changes: readonly AddressChange[] = ['settled', 'left-within-japan', 'left-abroad']

/** What worked examples of the supplementary family register may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'supplementary-family-register.notice': ({ given, on, ordinance }) => {
    refuseUnknownFields(given, fields)
    if (on === null) throw new ExampleFault('附票の計算例には、on（どの日の法令か）を書きます。')
    const law = supplementLawOn(on, ordinance)
    return tabulated(given, new Set(), (stated) => {
      const one = withoutNulls(stated)
      const change = changes.find((word) => word === one['change'])
      if (change === undefined) throw wrongKind('change', `${changes.join('・')} のどれかで書きます`, one['change'])
      const [prefecture, name] = [exampleText(one['prefecture'], 'prefecture'), exampleText(one['town'], 'town')]
      const notice = noticeFor({ isJapanese: one['japanese'] === undefined || exampleFlag(one['japanese'], 'japanese'), registeredDomicile: one['registeredDomicile'] === undefined ? null : exampleText(one['registeredDomicile'], 'registeredDomicile'), change }, { prefecture, name })
      return { notice, noticeBy: notice === 'none' ? null : noticeBy({ effectiveOn: exampleDay(one['movedOn'], 'movedOn'), notifiedOn: exampleDay(one['filedOn'], 'filedOn') }, law) }
    })
  },
}
