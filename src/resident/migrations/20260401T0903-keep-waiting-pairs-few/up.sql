-- Pairs of new names wait in a list that every search reads whole. A short list costs a load little and a search nothing that is felt.
alter index resident.name_key_bigrams set (gin_pending_list_limit = 256);
