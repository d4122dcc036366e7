-- Puts work on the queue from the program's role; the queue's own schema belongs to yakuba_jobs, which alone may touch it.
grant create on schema platform to yakuba_jobs;
create function platform.enqueue(task text, payload json, key text) returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
  if (payload ->> 'tenant')::integer is distinct from nullif(current_setting('app.tenant', true), '')::integer then
    raise exception 'work is put on the queue for the transaction''s own town only';
  end if;
  perform graphile_worker.add_job(task, payload, job_key => key, max_attempts => 12);
end $$;
revoke all on function platform.enqueue(text, json, text) from public;
grant execute on function platform.enqueue(text, json, text) to yakuba_app;
alter function platform.enqueue(text, json, text) owner to yakuba_jobs;
revoke create on schema platform from yakuba_jobs;
