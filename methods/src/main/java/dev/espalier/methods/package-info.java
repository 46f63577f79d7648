/** The methods' one entry: {@link dev.espalier.methods.Methods}, for a static import. */
@NullMarked
package dev.espalier.methods;

import org.jspecify.annotations.NullMarked;
