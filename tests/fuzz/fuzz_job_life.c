/* tests/fuzz/fuzz_job_life.c - any order of steps keeps the invariants of jobs, wallet, ledger and
 * figures: three bytes a step. */
#include "fuzz/fuzz.h"

#include "support/random_life.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct life life;

    life_begin(&life);
    for (size_t i = 0; i + LIFE_STEP_BYTES <= size && i < 4096; i += LIFE_STEP_BYTES)
        life_step(&life, data + i);
    life_end(&life);
    return 0;
}
