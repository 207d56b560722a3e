package database

// Values is the SQL of the values of a List, which the parameter holds, in its order:
// for IN, or for FROM with a name, where the column is called value.
func Values(param string) string { return "(SELECT value FROM json_each(" + param + "))" }
