package transcript

func readDOCX(data []byte) (string, []Warning, error) { return "", nil, &Error{Code: "damaged"} }
func sniffZip(name string, data []byte) string        { return "docx" }
