-- Who claims somebody whom another taxpayer claims too, as it was found when the year was last looked through.
create table tax_individual.dependant_claim (
  tenant_id integer not null,
  income_year smallint not null,
  claimant_id uuid not null,
  claimed_id uuid not null,
  found_at timestamptz not null,
  primary key (tenant_id, income_year, claimant_id, claimed_id)
);
create index dependant_claim_claimed on tax_individual.dependant_claim (tenant_id, income_year, claimed_id);
select platform.protect_table('tax_individual.dependant_claim', 'work');

-- Whose dependant or spouse somebody is for a year, where two claimed them.
create table tax_individual.dependant_decision (
  tenant_id integer not null,
  income_year smallint not null,
  claimed_id uuid not null,
  version smallint not null,
  keeper_id uuid not null,
  reason text not null,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, income_year, claimed_id, version)
);
create unique index dependant_decision_now on tax_individual.dependant_decision (tenant_id, income_year, claimed_id) where recorded_to is null;
select platform.protect_table('tax_individual.dependant_decision', 'history');
