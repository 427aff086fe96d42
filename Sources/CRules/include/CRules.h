#ifndef CRULES_H
#define CRULES_H
#include <stddef.h>

/* One file of rules/, embedded when the library is compiled. */
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t length;
} maskwire_rule_file;

/* How many files are embedded. */
size_t maskwire_rule_file_count(void);

/* The file at that index, below the count. What it points to is constant. */
maskwire_rule_file maskwire_rule_file_at(size_t index);

#endif
