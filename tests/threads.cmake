# What has threads of its own or is asked by many: ./test --full runs these under ThreadSanitizer, too, by the
# label "threads". Of MongoDB's driver nothing: Debian's is not built for it, and its own
# locks are not seen.
set(THREADED
  unit.base.test_metrics unit.process.test_limiter unit.process.test_tickets unit.presentation.test_gate
  unit.presentation.test_lobby unit.presentation.test_sockets
  contract.cache.process contract.cache.redis contract.fan_out.process contract.fan_out.redis
  contract.fan_out.redis_tls contract.tickets.process contract.rate_limiter.process
  contract.event_bus.rabbitmq contract.answer_store.sqlite contract.inbox.sqlite contract.job_steps.sqlite
  contract.job_permits.sqlite contract.ledger.sqlite contract.person.sqlite
  integration.redis.test_redis integration.redis.test_connecting integration.rabbitmq.test_rabbitmq
  integration.call_worker.test_call_worker integration.call_worker.test_budget
  integration.retell.test_placing integration.rest.test_answers integration.rest.test_connections
  integration.sqlite.test_store
  integration.sqlite.test_counts integration.sqlite.test_known integration.system.test_json_log
  integration.password.test_argon integration.phone.test_tables
  e2e.live e2e.engines)

function(label_threaded name)
  if(name IN_LIST THREADED)
    set_property(TEST ${name} APPEND PROPERTY LABELS threads)
    if(SPEECHAI_SANITIZE STREQUAL "thread") # which costs 5 to 15 times the time
      set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT SPEECHAI_TEST_SLOWNESS=10)
    endif()
    set_property(GLOBAL APPEND PROPERTY threaded_found ${name})
  endif()
endfunction()

function(threaded_tests_are_all_there)
  get_property(found GLOBAL PROPERTY threaded_found)
  set(missing ${THREADED})
  list(REMOVE_ITEM missing ${found})
  if(missing)
    message(FATAL_ERROR "tests/threads.cmake: there is no test ${missing}")
  endif()
endfunction()
