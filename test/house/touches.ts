import { told } from '../faults/support.ts'
import type { Towns } from '../support/town.ts'

/**
 * Notes in which tables a row of a town is written, written again or taken away, by whomever and by whatever statement. The
 * database itself notes it: as exact as a comparison of all rows, and without cost where nothing is touched.
 * @returns what was touched since the last call
 */
export async function noteTouches(towns: Towns, tenant: number): Promise<() => Promise<readonly string[]>> {
  await towns.ask(`create schema touches; create unlogged table touches.touched (name text not null);
    create function touches.note() returns trigger language plpgsql security definer as $$
      begin insert into touches.touched values (tg_table_schema || '.' || tg_table_name); return null; end $$;
    ${told.flatMap((table) => [['insert', 'new'], ['update', 'old'], ['update', 'new'], ['delete', 'old']].map(([event, row]) => `
      create trigger touches_${event}_${row} after ${event} on ${table} for each row when (${row}.tenant_id = ${tenant}) execute function touches.note()`)).join(';')}`)
  return async () => (await towns.ask<{ name: string }>('with gone as (delete from touches.touched returning name) select distinct name from gone order by name')).map(({ name }) => name)
}
