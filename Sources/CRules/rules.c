#include "CRules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

/* Each file of rules/ is one line here; a test compares this list with the folder. */
static const unsigned char contact[] = {
#embed "../../rules/contact.yaml"
};

const maskwire_rule_file maskwire_rule_files[] = {
    {"contact.yaml", contact, sizeof contact},
};
const size_t maskwire_rule_file_count =
    sizeof maskwire_rule_files / sizeof maskwire_rule_files[0];
