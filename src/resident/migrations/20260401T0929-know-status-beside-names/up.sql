-- Status of the person's latest record, the one without an end, and since when: a search counts and orders a thousand of one name without reading
-- a thousand records. Before that day, and where nothing stands here, the record itself is asked.
alter table resident.name_key
  add column status text collate "C" check (status in ('resident', 'moved-out', 'dead', 'removed')),
  add column status_from date;

do $$
declare
  office integer;
begin
  for office in select tenant_id from tenancy.municipality loop
    perform set_config('app.tenant', office::text, true);
    update resident.name_key k set status = h.status, status_from = h.valid_from from resident.person_history h
    where k.tenant_id = office and h.tenant_id = office and h.person_id = k.person_id and h.valid_to is null and h.recorded_to is null;
  end loop;
  perform set_config('app.tenant', '', true);
end $$;
