import { z } from 'zod'
import { localTaxAct } from '../../../legislation/index.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { subtract } from '../../../kernel/yen.ts'
import { command } from '../../../platform/command/define.ts'
import { zDate, zId } from '../../../platform/command/schema.ts'
import { done, type Decision } from '../../../platform/command/tx.ts'
import { decidedEvent, taskOf } from '../commands.ts'
import { reducedOf } from '../decide.ts'
import { PersonYear } from '../inputs.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { laneOf, lateTerms, moveLateTerms } from '../rules/collection.ts'
import { findAnyNotifiable, listInstalmentsBefore, lockDecisionNo } from '../store.ts'
import { sameTaxAgain } from './change-commands.ts'
import { laneOfDecision, standingOf } from './standing.ts'

const zMove = z.strictObject({
  ...PersonYear.shape,
  /** The day on which the notice will leave; today where left out. */
  noticeOn: zDate.nullable().default(null),
})
const output = z.object({ personId: zId, decisionNo: z.int() })

/** 通知の間に合わない納期を繰り下げる — 地方税法319条の2第3項. */
export const moveTerms = command({
  name: 'tax-individual.move-late-terms', title: '納期限を繰り下げる', permission: 'tax-individual.approve',
  description: 'Puts what is asked for by terms of which no notice sent on a day, today where none is named, arrives ten days before on the terms that one still reaches, as another decision of the year with the same tax. What was paid stays.',
  input: zMove, output,
  async run(tx, input): Promise<Decision<z.output<typeof output>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const noticeOn = input.noticeOn ?? tx.today
    if (noticeOn < tx.today) return refuse('notice-day-past', { field: '/noticeOn' })
    await lockDecisionNo(tx, input.personId, input.fiscalYear)
    const { last, law, dueDates, paidNos } = await standingOf(tx, input.personId, input.fiscalYear)
    if (!last) return refuse('decision-not-found', { field: '/fiscalYear', year: input.fiscalYear })
    const told = (await listInstalmentsBefore(tx, input.fiscalYear, [last])).get(input.personId) ?? []
    if (!lateTerms({ decided: last.instalments, told }, noticeOn, law).some((one) => !paidNos.has(one.no))) return refuse('no-late-terms', { field: '/personId' })
    // What was paid has been asked for in time, whatever the notice said.
    const asked = [...told, ...last.instalments.filter((one) => paidNos.has(one.no))]
    const question = { annualTax: subtract(last.annualTax, last.exemption), method: laneOfDecision(last), reduced: reducedOf(last.assessment.lines), today: noticeOn, dueDates }
    const decision = await sameTaxAgain(tx, last, { instalments: moveLateTerms({ decided: last.instalments, told: asked }, question, law), lane: laneOfDecision(last), reason: '納期限の繰下げ（通知が納期限の10日前に届かないため）' })
    const letter = taskOf({
      code: 'tax-individual.send-change-notice', subjectId: input.personId, title: `${fiscalYearText(input.fiscalYear)}の納期限を変えた通知書を送る`, detail: '年税額は変わりません。', letter: '税額変更通知書', article: localTaxAct.art('319-2(3)'),
    })
    return done({ personId: input.personId, decisionNo: decision.decisionNo }, { subjectIds: [input.personId], events: [decidedEvent(tx, input, decision.decisionNo)], tasks: [letter] })
  },
  async example(tx) {
    const personId = await findAnyNotifiable(tx, latestAssessedYear)
    if (personId === undefined) return null
    const { last, paidNos } = await standingOf(tx, personId, latestAssessedYear)
    const open = (last?.instalments ?? []).filter((one) => laneOf(one.no) === 'ordinary' && one.amount > 0 && one.dueOn >= tx.today && !paidNos.has(one.no))
    return open.length === 0 ? null : { personId, fiscalYear: latestAssessedYear, noticeOn: open.at(-1)!.dueOn }
  },
})
