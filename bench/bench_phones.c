/* bench/bench_phones.c - numbers as people write them, by the tables and by the library alone, and
 * whole rows checked. The reference is the library. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domain/services/row_check.h"
#include "infrastructure/phone.h"
#include "phone/library.h"

static const struct {
    const char *country, *text;
} numbers[] = {
    { "CO", "3001234567" },         { "CO", "300 123 4567" },       { "CO", "+57 300 123 4567" },
    { "CO", "573001234567" },       { "CO", "(601) 234-5678" },     { "MX", "55 1234 5678" },
    { "MX", "+52 1 55 1234 5678" }, { "AR", "011 15 2345-6789" },   { "AR", "+54 9 351 612 3456" },
    { "BR", "(11) 98765-4321" },    { "BR", "0 15 11 98765 4321" }, { "CL", "9 6123 4567" },
    { "PE", "987654321" },          { "EC", "0991234567" },         { "ES", "612 34 56 78" },
    { "US", "(212) 555-0123" },
};

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Nanoseconds a number. */
static double time_tables(struct phone_numbering port, int rounds)
{
    double start = seconds();

    for (int i = 0; i < rounds; i++)
        for (size_t k = 0; k < ARRAY_LEN(numbers); k++) {
            struct parsed_phone phone;
            struct error error = { .arena = NULL };

            DROP(VIA(port, parse, str_from_c(numbers[k].text), str_from_c(numbers[k].country),
                     &phone, &error));
        }
    return (seconds() - start) * 1e9 / ((double)rounds * (double)ARRAY_LEN(numbers));
}

static double time_library(int rounds)
{
    double start = seconds();

    for (int i = 0; i < rounds; i++)
        for (size_t k = 0; k < ARRAY_LEN(numbers); k++) {
            struct phone_answer answer;

            library_ask(numbers[k].text, strlen(numbers[k].text), numbers[k].country, &answer);
        }
    return (seconds() - start) * 1e9 / ((double)rounds * (double)ARRAY_LEN(numbers));
}

enum { COLUMNS = 9 };

static const struct {
    enum column_role role;
    const char *text;
} row[COLUMNS] = {
    { COLUMN_NAME, "María Fernanda Pérez Gómez" },
    { COLUMN_DOCUMENT, "1020304050" },
    { COLUMN_PHONE, "300 123 4567" },
    { COLUMN_PHONE, "6012345678" },
    { COLUMN_AMOUNT, "1250000" },
    { COLUMN_DUE_DATE, "15/10/2026" },
    { COLUMN_CITY, "Bogotá" },
    { COLUMN_VARIABLE, "Tarjeta de crédito" },
    { COLUMN_VARIABLE, "Llamar después de las 4 p. m." },
};

/* Rows a second. */
static double time_rows(struct phone_numbering port, int rounds)
{
    struct column columns[COLUMNS];
    struct cell cells[COLUMNS];
    struct batch batch = { .country = STR("CO"), .columns = { columns, COLUMNS } };
    struct arena arena = arena_init();

    for (int64_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){ .index = i, .role = row[i].role, .variable = STR("v") };
        cells[i] = (struct cell){ .kind = CELL_TEXT, .text = str_from_c(row[i].text) };
    }
    double start = seconds();
    for (int i = 0; i < rounds; i++) {
        struct row_result result;

        if (i % 5000 == 0)
            arena_reset(&arena);
        row_check(&arena, &batch, port, cells, COLUMNS, &result);
    }
    double took = seconds() - start;
    arena_release(&arena);
    return rounds / took;
}

int main(int argc, char **argv)
{
    bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    struct phone_numbers *port = phone_numbers_new();

    /* warm: what is made once, and the library's patterns */
    (void)time_tables(phone_numbers_port(port), 10);
    (void)time_library(10);
    double tables = time_tables(phone_numbers_port(port), 200000);
    double library = time_library(3000);
    double rows = time_rows(phone_numbers_port(port), 1000000);

    if (json)
        printf("{\"bench\":\"phones\",\"tables_ns\":%.1f,\"library_ns\":%.1f,\"ratio\":%.1f,"
               "\"rows_per_second\":%.0f}\n",
               tables, library, library / tables, rows);
    else
        printf("phone numbers read      %8.0f ns  %5.0f x faster than the library\n"
               "libphonenumber alone    %8.0f ns\n"
               "rows checked            %8.0f /s\n",
               tables, library / tables, library, rows);
    phone_numbers_free(port);
    return 0;
}
