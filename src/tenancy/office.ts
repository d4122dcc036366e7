import { assert } from '../kernel/assert.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { announceEras } from '../kernel/wareki.ts'
import type { Certifier, Office, OrdinanceValues } from '../platform/command/tx.ts'
import type { Db } from '../platform/db/db.ts'
import { findCertifier } from './law.ts'
import { findMunicipality, listOrdinanceValues, type OrdinanceRow } from './store.ts'
import { isKnown } from './values.ts'

/** Gives the town's facts and ordinance values on a day, as the transaction hands them to every command — 庁内. */
export interface OfficeReader {
  /** As they stand in the transaction; the same object as before where nothing has changed. */
  loadOffice(db: Db, tenant: number, today: PlainDate): Promise<Office>
  /** As they were read last for this day, to begin with while they are read again; undefined where they never were. */
  rememberedOffice(tenant: number, today: PlainDate): Office | undefined
}

interface Remembered { readonly town: string; readonly eras: Town['eras']; readonly office: Office }

/** A reader for the towns of one database, which keeps what it read until a fact of the town, its ordinance rows or the day change. */
export function makeOfficeReader(): OfficeReader {
  const kept = new Map<string, Remembered>()
  return {
    async loadOffice(db, tenant, today) {
      const town = await findMunicipality(db, tenant)
      assert(town !== undefined, `no such tenant: ${tenant}`)
      announce(town.eras)
      const [place, known] = [`${tenant}:${today}`, JSON.stringify(town)]
      const before = kept.get(place)
      if (before?.town === known) return before.office
      const office = officeOf(town, await listOrdinanceValues(db, tenant), today)
      if (kept.size > 4000) kept.clear()
      kept.set(place, { town: known, eras: town.eras, office })
      return office
    },
    rememberedOffice(tenant, today) {
      const before = kept.get(`${tenant}:${today}`)
      if (before !== undefined) announce(before.eras)
      return before?.office
    },
  }
}

function announce(eras: Town['eras']): void {
  announceEras(eras.map(({ firstFiscalYear, ...era }) => ({ ...era, ...(firstFiscalYear === null ? {} : { firstFiscalYear }) })))
}

type Town = NonNullable<Awaited<ReturnType<typeof findMunicipality>>>

function officeOf(town: Town, rows: readonly OrdinanceRow[], today: PlainDate): Office {
  const mayor: Certifier = { capacity: 'mayor', title: town.mayor_title, name: town.mayor, seal: `${town.mayor_title}之印` }
  const resolved = new Map<string, OrdinanceValues>()
  return Object.freeze({
    code: town.code, name: town.name, kana: town.kana, prefecture: town.prefecture, kind: town.kind,
    designatedCity: town.designated_city, mayor: town.mayor, mayorTitle: town.mayor_title, certifier: findCertifier(valuesOn(rows, today, undefined)) ?? mayor,
    postalCode: town.postal_code, address: town.address, phone: town.phone, environment: town.environment,
    ordinanceOn(on: PlainDate, knownAt?: Instant): OrdinanceValues {
      const key = `${on}|${knownAt ?? ''}`
      let values = resolved.get(key)
      if (!values) {
        if (resolved.size > 400) resolved.clear()
        values = Object.freeze(valuesOn(rows, on, knownAt))
        resolved.set(key, values)
      }
      return values
    },
  })
}

function valuesOn(rows: readonly OrdinanceRow[], on: PlainDate, knownAt: Instant | undefined): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const row of rows) {
    if (row.valid_from <= on && isKnown(row, knownAt)) values[row.concept] = row.value
  }
  return values
}
