package database

// Values is the SQL for the values of the List in the parameter, in their order. It
// stands after IN, or after FROM with a name. Its column is called value.
func Values(param string) string { return "(SELECT value FROM json_each(" + param + "))" }
