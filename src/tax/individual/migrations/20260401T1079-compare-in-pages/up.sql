-- A comparison that is under way: how far it is, and what it found so far. The run itself is kept when it is finished.
create table tax_individual.parallel_load (
  tenant_id integer not null,
  load_id uuid not null,
  fiscal_year smallint not null,
  title text not null,
  sha256 text collate "C" not null,
  rows integer not null,
  -- The run whose explanations are carried over.
  before_id uuid,
  state text collate "C" not null check (state in ('running', 'done')),
  parts smallint not null,
  parts_done smallint not null,
  -- Last person of the page before, once the file is through and those follow whom it does not know.
  cursor uuid,
  pages integer not null,
  same integer not null,
  differences integer not null,
  causes jsonb not null,
  opened_at timestamptz not null,
  opened_by uuid not null,
  opened_by_name text not null,
  primary key (tenant_id, load_id)
);
create index parallel_load_running on tax_individual.parallel_load (tenant_id, opened_at) where state = 'running';
select platform.protect_table('tax_individual.parallel_load', 'history');

-- The lines of the file that are still to be compared, and whom it knows: both go when the comparison is finished.
create table tax_individual.parallel_part (
  tenant_id integer not null,
  load_id uuid not null,
  part_no smallint not null,
  results jsonb not null,
  primary key (tenant_id, load_id, part_no)
);
select platform.protect_table('tax_individual.parallel_part', 'work');

create table tax_individual.parallel_person (
  tenant_id integer not null,
  load_id uuid not null,
  person_id uuid not null,
  primary key (tenant_id, load_id, person_id)
);
select platform.protect_table('tax_individual.parallel_person', 'work');
