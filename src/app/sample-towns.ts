import { withClient } from '../platform/db/roles.ts'

/** The two invented towns of every first start and every test (`design.md` 7). */
export const sampleTowns = [
  {
    tenantId: 1, code: '992011', name: '汐見市', kana: 'シオミシ', prefecture: '汐音県', kind: 'city', mayor: '長谷川　恵子', mayorTitle: '汐見市長',
    postalCode: '9980001', address: '汐音県汐見市港本町一丁目1番1号', phone: '0999-21-1111',
  },
  {
    tenantId: 2, code: '993018', name: '朝凪町', kana: 'アサナギマチ', prefecture: '汐音県', kind: 'town', mayor: '大谷　修', mayorTitle: '朝凪町長',
    postalCode: '9988001', address: '汐音県朝凪町汐見台一丁目2番3号', phone: '0999-42-2222',
  },
] as const

/** Enters the sample towns in the directory, as the owner; does nothing where they stand. */
export async function enterSampleTowns(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    for (const town of sampleTowns) {
      await client.query(
        `insert into tenancy.municipality (tenant_id, code, name, kana, prefecture, kind, mayor, mayor_title, postal_code, address, phone, environment)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'practice') on conflict (tenant_id) do nothing`,
        [town.tenantId, town.code, town.name, town.kana, town.prefecture, town.kind, town.mayor, town.mayorTitle, town.postalCode, town.address, town.phone])
    }
  })
}
