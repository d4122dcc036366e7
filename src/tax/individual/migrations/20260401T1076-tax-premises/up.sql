-- Houses, offices and business places of persons who do not live here on the assessment date: the per-capita levy is asked of
-- them alone. One row a person and year, whatever they have here; a correction closes the row and adds the next version.
create table tax_individual.premises (
  tenant_id integer not null,
  fiscal_year smallint not null,
  -- A person whom the register knows, or an addressee outside it.
  person_id uuid not null,
  version smallint not null,
  is_outsider boolean not null,
  kind text collate "C" not null check (kind in ('house', 'office', 'business-place')),
  -- Where in the town.
  place text not null,
  evidence text not null,
  -- What the municipality of residence answered, or the person declared.
  lives_abroad boolean not null,
  total_income bigint not null,
  persons smallint not null check (persons between 0 and 20),
  condition text collate "C" not null check (condition in ('none', 'public-assistance', 'disabled', 'minor', 'widow', 'single-parent')),
  -- Taken back: there is nothing here after all.
  is_ended boolean not null,
  reason text,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, fiscal_year, person_id, version)
);
create unique index premises_now on tax_individual.premises (tenant_id, fiscal_year, person_id) where recorded_to is null;
create index premises_person on tax_individual.premises (tenant_id, person_id);
select platform.protect_table('tax_individual.premises', 'history');
