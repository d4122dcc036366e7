create index demand_letter on collection.demand (tenant_id, letter_no);
create index letter_package_kind on collection.letter_package (tenant_id, kind, run_id);
