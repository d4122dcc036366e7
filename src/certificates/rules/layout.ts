import type { SheetCommonName, SheetHistoryLine, SheetPage, SheetPerson } from '../model.ts'

/** Height of the sheet's parts in millimetres, as `forms/register-paper.typ` draws them. */
const height = { person: 14, row: 6.5, historyLine: 6.5, headRow: 7.5, note: 6, page: 193 } as const
const mostPersonsOnPage = 4

/** What stands on every page above the persons, and on the last above the certification. */
export interface Around { readonly headRows: number; readonly notes: number }

interface OpenPage { readonly persons: SheetPerson[]; readonly history: SheetHistoryLine[]; used: number }

/**
 * Persons and history lines on pages: four persons at most, each block whole — 頁割り.
 * @law basic-resident-registration-act 12(5)
 */
export function pagesOf(persons: readonly SheetPerson[], history: readonly SheetHistoryLine[], around: Around): readonly SheetPage[] {
  const pages: OpenPage[] = []
  const room = height.page - height.headRow * around.headRows - height.note * around.notes
  for (const person of persons) pageWith(pages, { needed: height.person + height.row * person.rows.length, mostPersons: mostPersonsOnPage, room }).persons.push(person)
  for (const line of history) pageWith(pages, { needed: height.historyLine, mostPersons: Infinity, room }).history.push(line)
  return pages.map((page) => ({ persons: page.persons, history: page.history, commonNames: null }))
}

/** Lines of common names on one attached sheet. */
const commonNamesOnPage = 16

/**
 * The attached sheets of common names: at least one where they were asked for, so that the paper says that there are none — 別紙の頁割り.
 * @param lines null where they were not asked for
 * @law basic-resident-registration-act-enforcement-order 30-16
 */
export function attachedPages(lines: readonly SheetCommonName[] | null): readonly SheetPage[] {
  if (lines === null) return []
  const sheets = Math.max(1, Math.ceil(lines.length / commonNamesOnPage))
  return Array.from({ length: sheets }, (_, sheet) => ({ persons: [], history: [], commonNames: lines.slice(sheet * commonNamesOnPage, (sheet + 1) * commonNamesOnPage) }))
}

/** The last page if it has room for so many millimetres more, else a new one. */
function pageWith(pages: OpenPage[], { needed, mostPersons, room }: { readonly needed: number; readonly mostPersons: number; readonly room: number }): OpenPage {
  const last = pages.at(-1)
  const hasRoom = last !== undefined && last.used + needed <= room && last.persons.length < mostPersons
  const page = hasRoom ? last : { persons: [], history: [], used: 0 }
  if (!hasRoom) pages.push(page)
  page.used += needed
  return page
}
