import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Office } from '../platform/command/tx.ts'
import { sql, type Db } from '../platform/db/db.ts'

export interface MunicipalityRow {
  tenant_id: number; code: string; name: string; kana: string; prefecture: string; kind: Office['kind']; designated_city: boolean
  mayor: string; mayor_title: string; postal_code: string; address: string; phone: string; environment: Office['environment']
  ordinance_version: string
}

export interface OrdinanceRow {
  concept: string; valid_from: PlainDate; value: unknown; published: PlainDate; recorded_at: Instant; recorded_to: Instant | null
}

/** A town with the version of its ordinance rows, in one read. */
export async function findMunicipality(db: Db, tenant: number): Promise<MunicipalityRow | undefined> {
  return await db.find<MunicipalityRow>(sql`
    select m.*, coalesce((select max(greatest(o.recorded_at, o.recorded_to))::text from tenancy.ordinance_value o where o.tenant_id = ${tenant}), '') as ordinance_version
    from tenancy.municipality m where m.tenant_id = ${tenant}`)
}

export async function findTenantByCode(db: Db, code: string): Promise<number | undefined> {
  const row = await db.find<{ tenant_id: number }>(sql`select tenant_id from tenancy.municipality where code = ${code}`)
  return row?.tenant_id
}

export async function listMunicipalities(db: Db): Promise<{ tenant_id: number; code: string; name: string; environment: Office['environment'] }[]> {
  return await db.many(sql`select tenant_id, code, name, environment from tenancy.municipality order by code`)
}

/** All ordinance rows of a town, oldest first, so that a later one wins. */
export async function listOrdinanceValues(db: Db, tenant: number): Promise<OrdinanceRow[]> {
  return await db.many<OrdinanceRow>(sql`
    select concept, valid_from, value, published, recorded_at, recorded_to from tenancy.ordinance_value
    where tenant_id = ${tenant} order by concept, valid_from, row_no`)
}
