/* Counts the allocations of the process. The executable that links this has malloc, calloc,
   realloc, posix_memalign and aligned_alloc of its own, which count and then call those of glibc. */
#ifndef MASKWIRE_ALLOCATIONS_H
#define MASKWIRE_ALLOCATIONS_H

#include <stdint.h>

/* Calls that returned memory, and the bytes that they asked for, on all threads. A realloc counts
   as one call for its whole new size. */
struct maskwire_allocations {
  int64_t calls;
  int64_t bytes;
};

/* Begins to count, from zero. */
void maskwire_allocations_start(void);

/* Stops counting. */
void maskwire_allocations_stop(void);

/* What was counted between start and stop, or up to now. */
struct maskwire_allocations maskwire_allocations_read(void);

#endif
