#include <libxml/xmlversion.h>
// The converters' types are nobody's business here, and a second set of ICU headers beside Foundation's does not compile.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
