-- Work that goes through the whole register page by page: lists (抽出) and figures (集計). Its conditions, who made it and for what
-- stay as the log of every list; the persons found are kept apart and go when the list expires.
create table resident.extraction (
  tenant_id integer not null,
  extraction_id uuid not null,
  kind text collate "C" not null check (kind in ('list', 'population', 'movements')),
  input jsonb not null,
  -- Facts recorded later are not seen.
  known_at timestamptz not null,
  state text collate "C" not null check (state in ('running', 'cancelled', 'done')),
  -- Last id of the register that was read; null before the first page and after the last.
  cursor uuid,
  pages integer not null,
  read_count integer not null,
  expected integer not null,
  busy_ms integer not null,
  restarts integer not null,
  result jsonb not null,
  by_id uuid not null,
  by_name text not null,
  section text not null,
  opened_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz,
  primary key (tenant_id, extraction_id)
);
create index extraction_newest on resident.extraction (tenant_id, kind, extraction_id);
create index extraction_running on resident.extraction (tenant_id, opened_at) where state = 'running';
create index extraction_expiring on resident.extraction (tenant_id, expires_at) where expires_at is not null;
select platform.protect_table('resident.extraction', 'history');
