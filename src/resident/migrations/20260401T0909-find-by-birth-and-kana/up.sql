-- A common surname with a birth date or year is found among those born then, without a look at everyone of that surname.
create index name_key_birth_kana on resident.name_key (tenant_id, birth_on, kana);
drop index resident.name_key_birth;
