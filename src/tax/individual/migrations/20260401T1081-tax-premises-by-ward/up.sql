-- In a designated city each ward counts as a municipality: the per-capita levy is asked for every ward of premises, that of the address left out.
alter table tax_individual.premises add column wards text[] not null default '{}';
