-- The decisions of a person, and the one in force of a year, without reading those of other years.
create index decision_person_year on tax_individual.decision (tenant_id, person_id, fiscal_year, decision_no);
drop index tax_individual.decision_person;
