-- Calculations over everybody with other values of the law or the ordinance. They decide nothing; persons are kept only where
-- the amount changes, and go when the calculation is thrown away.
create table tax_individual.what_if (
  tenant_id integer not null,
  what_if_id uuid not null,
  title text not null,
  fiscal_year smallint not null,
  input jsonb not null,
  -- Facts and rows recorded later are not seen.
  known_at timestamptz not null,
  state text collate "C" not null check (state in ('running', 'stopped', 'done', 'discarded')),
  -- Last person of the page before; null before the first page and after the last.
  cursor uuid,
  pages integer not null,
  read_count integer not null,
  expected integer not null,
  busy_ms integer not null,
  result jsonb not null,
  by_id uuid not null,
  by_name text not null,
  opened_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, what_if_id)
);
create index what_if_running on tax_individual.what_if (tenant_id, opened_at) where state = 'running';
select platform.protect_table('tax_individual.what_if', 'history');

create table tax_individual.what_if_person (
  tenant_id integer not null,
  what_if_id uuid not null,
  person_id uuid not null,
  tax_before bigint not null,
  tax_after bigint not null,
  difference bigint generated always as (tax_after - tax_before) stored,
  primary key (tenant_id, what_if_id, person_id)
);
create index what_if_person_difference on tax_individual.what_if_person (tenant_id, what_if_id, difference, person_id);
select platform.protect_table('tax_individual.what_if_person', 'work');
