#include <zlib.h>

/// `inflateInit2` is a macro with the size of the struct in it.
static inline int idp_inflate_init(z_streamp stream, int window_bits) { return inflateInit2(stream, window_bits); }
