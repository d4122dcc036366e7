-- The day of birth is asked inside the index: an included column is looked at only after the row itself was fetched.
create index name_key_kana_birth on resident.name_key (tenant_id, kana, birth_on);
create index name_key_given_kana_birth on resident.name_key (tenant_id, given_kana, birth_on);
create index name_key_name_birth on resident.name_key (tenant_id, name, birth_on);
drop index resident.name_key_kana;
drop index resident.name_key_given_kana;
drop index resident.name_key_name;
