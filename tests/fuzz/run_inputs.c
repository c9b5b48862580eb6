/* tests/fuzz/run_inputs.c - stands in for the fuzzer: runs every file of the folders given. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "fuzz/fuzz.h"

static int run_file(const char *path)
{
    CLEANUP(cleanup_file) FILE *file = fopen(path, "rb");
    CLEANUP(cleanup_free) unsigned char *bytes = NULL;
    long size;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
        return -1;
    rewind(file);
    bytes = malloc((size_t)size + 1);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        return -1;
    return LLVMFuzzerTestOneInput(bytes, (size_t)size);
}

int main(int argc, char **argv)
{
    int runs = 0;

    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        struct dirent *entry;
        char path[4096];

        while (folder != NULL && (entry = readdir(folder)) != NULL) {
            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            if (run_file(path) != 0)
                return EXIT_FAILURE;
            runs++;
        }
        if (folder != NULL)
            closedir(folder);
    }
    printf("%d inputs\n", runs);
    return runs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
