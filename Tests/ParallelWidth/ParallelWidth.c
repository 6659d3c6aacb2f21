#include "ParallelWidth.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// Before `main`: Swift Testing reads the variable when it starts.
__attribute__((constructor)) static void boundParallelWidth(void) {
    char width[24];
    snprintf(width, sizeof width, "%ld", 2 * sysconf(_SC_NPROCESSORS_ONLN));
    // A width that the developer has chosen stays.
    setenv("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", width, 0);
}
