import type { Child } from 'hono/jsx'
import { plainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { Masked, ProtectChip, Who, type PageRequest } from '../../../platform/screen/index.ts'
import { latestAssessedYear } from '../law.ts'
import type { PersonHead } from '../queries.ts'

const sexWords = { male: '男', female: '女', unknown: '' } as const

/** だれ: the person as on every screen of this tax. */
export function PersonBand({ person, withheld, facts = [] }: { person: PersonHead; withheld: boolean; facts?: readonly { label: string; value: Child }[] }) {
  const birth = person.birthOn === null ? <Masked words="表示しません" /> : `${printDate(plainDate(person.birthOn))}　${sexWords[person.sex]}`
  return (
    <Who kana={person.kana ?? ''} name={person.name} again={withheld ? undefined : birth} facts={[
      { label: '生年月日・性別', value: birth },
      { label: '住所', value: person.address ?? <Masked words="表示しません" /> },
      ...facts,
      { label: '宛名番号', value: person.number },
    ]} warnings={withheld ? <ProtectChip /> : undefined} />
  )
}

/** The fiscal year of a page: from its form, its address, or the newest one. */
export function yearOfRequest(request: PageRequest): number {
  const text = request.form.get('year') ?? request.query.get('year')
  return text !== undefined && /^\d{4}$/.test(text) ? Number(text) : latestAssessedYear
}
