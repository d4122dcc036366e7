-- One walk through the decisions of a year: 1 a page in the order of persons, the cursor in the transaction of its page.
create table tax_individual.recheck_night (
  tenant_id integer not null,
  night_id uuid not null,
  fiscal_year smallint not null,
  state text collate "C" not null check (state in ('running', 'done')),
  cursor uuid,
  pages integer not null,
  checked integer not null,
  -- Decisions that differ, those among them that an officer has explained before, and work items that agree again.
  differing integer not null,
  explained integer not null,
  closed integer not null,
  busy_ms bigint not null,
  opened_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, night_id)
);
create unique index recheck_night_running on tax_individual.recheck_night (tenant_id, fiscal_year) where state = 'running';
create index recheck_night_opened on tax_individual.recheck_night (tenant_id, opened_at);
select platform.protect_table('tax_individual.recheck_night', 'history');

-- Rows of before get an id; the program makes those of later ones.
alter table tax_individual.recheck add column recheck_id uuid not null default gen_random_uuid();
alter table tax_individual.recheck alter column recheck_id drop default;
alter table tax_individual.recheck drop constraint recheck_pkey;
alter table tax_individual.recheck add primary key (tenant_id, recheck_id);

-- `night`: the amount differs; `asked`: somebody asked why, and an officer put the decision on the list.
alter table tax_individual.recheck add column origin text collate "C" not null default 'night' check (origin in ('night', 'asked'));
alter table tax_individual.recheck add column version smallint not null default 1;
alter table tax_individual.recheck add column line_before bigint;
alter table tax_individual.recheck add column line_after bigint;
alter table tax_individual.recheck add column derived_digest text collate "C";
alter table tax_individual.recheck add column seen_at timestamptz;
alter table tax_individual.recheck add column note text;
alter table tax_individual.recheck add column asked_by_name text;
-- `agrees`: the same yen again; `corrected`: another decision took its place; `explained`: an officer said why it may stay.
alter table tax_individual.recheck add column resolution text collate "C" check (resolution in ('agrees', 'corrected', 'explained'));
alter table tax_individual.recheck add column reason text;
alter table tax_individual.recheck add column resolved_by uuid;
alter table tax_individual.recheck add column resolved_by_name text;
create index recheck_person on tax_individual.recheck (tenant_id, fiscal_year, person_id);
create index recheck_open on tax_individual.recheck (tenant_id, found_at) where resolved_at is null;
create index recheck_found on tax_individual.recheck (tenant_id, found_at);
