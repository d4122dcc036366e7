import { printDate } from '../../../kernel/wareki.ts'
import type { ExOfficioRecovery } from '../../inputs.ts'
import type { FiledFact } from '../kind.ts'

/** What the office found and when, for the reviewer — 実態調査. */
export function factsOfSurvey(survey: ExOfficioRecovery['survey']): readonly FiledFact[] {
  return [
    ...(survey.surveyedOn === null ? [] : [{ item: '調べた日', value: printDate(survey.surveyedOn) }]),
    ...(survey.finding === null ? [] : [{ item: '調べたこと', value: survey.finding }]),
  ]
}
