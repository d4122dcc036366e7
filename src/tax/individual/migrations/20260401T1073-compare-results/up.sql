-- One file of another system's results for a fiscal year, and what the comparison found.
create table tax_individual.parallel_run (
  tenant_id integer not null,
  load_id uuid not null,
  fiscal_year smallint not null,
  title text not null,
  sha256 text collate "C" not null,
  rows integer not null,
  same integer not null,
  -- Persons by cause, and how many of them were explained when it was loaded.
  causes jsonb not null,
  loaded_at timestamptz not null,
  loaded_by uuid not null,
  loaded_by_name text not null,
  primary key (tenant_id, load_id)
);
create index parallel_run_year on tax_individual.parallel_run (tenant_id, fiscal_year, loaded_at);
select platform.protect_table('tax_individual.parallel_run', 'append');

-- One person whose results are not the same. No line: only one of the two systems knows the person.
create table tax_individual.parallel_difference (
  tenant_id integer not null,
  load_id uuid not null,
  difference_no integer not null,
  -- The line of the file; null where the file has nobody.
  line_no integer,
  number text collate "C",
  person_id uuid,
  cause text collate "C" not null,
  theirs bigint,
  ours bigint,
  line_code smallint,
  line_theirs bigint,
  line_ours bigint,
  reason text,
  explained_at timestamptz,
  explained_by uuid,
  explained_by_name text,
  primary key (tenant_id, load_id, difference_no)
);
create index parallel_difference_cause on tax_individual.parallel_difference (tenant_id, load_id, cause, difference_no);
select platform.protect_table('tax_individual.parallel_difference', 'history');
