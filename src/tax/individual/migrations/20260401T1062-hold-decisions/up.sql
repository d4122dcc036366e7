-- Persons whom an officer keeps out of the posting of a year until somebody has looked: a proposal that is too strange to be decided with the others.
create table tax_individual.decision_hold (
  tenant_id integer not null,
  hold_id uuid not null,
  fiscal_year smallint not null,
  person_id uuid not null,
  reason text not null,
  held_at timestamptz not null,
  held_by uuid not null,
  held_by_name text not null,
  lifted_at timestamptz,
  lifted_by uuid,
  lifted_by_name text,
  primary key (tenant_id, hold_id)
);
create unique index decision_hold_open on tax_individual.decision_hold (tenant_id, fiscal_year, person_id) where lifted_at is null;
select platform.protect_table('tax_individual.decision_hold', 'history');
