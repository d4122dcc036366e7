-- The other half of a reading is asked inside the index, whichever half is walked along.
drop index resident.name_key_kana_birth;
drop index resident.name_key_given_kana_birth;
create index name_key_kana_birth on resident.name_key (tenant_id, kana, birth_on, given_kana);
create index name_key_given_kana_birth on resident.name_key (tenant_id, given_kana, birth_on, kana);
